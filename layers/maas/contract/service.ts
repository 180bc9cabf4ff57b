/** The service's name and version. The version is package.json's; a test holds them together. */
export const SERVICE = { name: 'serverless-maas', version: '0.1.0' } as const;
