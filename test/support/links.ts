/** A link of a page to a file beside it, or to a heading. */
export interface PageLink {
  /** From the page's folder; empty for a heading of the page itself. */
  readonly file: string;
  /** The heading's anchor, as GitHub makes it. */
  readonly anchor: string | undefined;
}

/** The links of a page of Markdown that lead to no other host. */
export function listLinks(page: string): PageLink[] {
  return [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      return { file, anchor };
    });
}

/** The anchors of a page's headings. */
export function listAnchors(page: string): string[] {
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(page: string): string {
  return page.replaceAll(/^```[^]*?^```/gm, '');
}
