/**
 * The files of sharp that a function on Linux needs, as patterns below `node_modules`: 19 MB. Its
 * native parts are packages of their own, one per platform, of which npm installs those of the
 * machine that it runs on.
 */
export function listSharpFiles(architecture: 'x64' | 'arm64'): string[] {
  return [
    'sharp/{package.json,LICENSE}',
    'sharp/dist/*.cjs',
    `@img/sharp-linux-${architecture}/{package.json,LICENSE,index.cjs}`,
    `@img/sharp-linux-${architecture}/lib/*.node`,
    // Its README is the table of the libraries in it and their licences, whose texts stand in
    // licenses/ beside this file.
    `@img/sharp-libvips-linux-${architecture}/{package.json,versions.json,README.md}`,
    `@img/sharp-libvips-linux-${architecture}/lib/*.{so.*,js}`,
    '@img/colour/{package.json,LICENSE.md}',
    '@img/colour/*.cjs',
    'detect-libc/{package.json,LICENSE}',
    'detect-libc/lib/*.js',
    'semver/{package.json,LICENSE,index.js}',
    'semver/{classes,functions,internal,ranges}/*.js',
  ];
}
