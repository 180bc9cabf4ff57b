/** A page that a browser opens on this machine; behind an API key it could not. */
type Page =
  /** @param location from the page's own path, so that it holds behind a proxy's prefix */
  | { readonly path: string; readonly kind: 'redirect'; readonly location: string }
  | { readonly path: string; readonly kind: 'static'; readonly file: string };

/** Every page, once; `file` stands in `PLACES.pages`. */
const PAGES: readonly Page[] = [
  { path: '/', kind: 'redirect', location: 'docs' },
  { path: '/docs', kind: 'static', file: 'api-page.html' },
];

/** The page that `npm start` names. */
export const FIRST_PAGE = '/docs';

/** @returns undefined where the path is the API's */
export function findPage(path: string): Page | undefined {
  return PAGES.find((page) => page.path === path);
}
