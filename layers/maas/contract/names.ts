/** What a model's name may be; an alias is named likewise. */
export const MODEL_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const MODEL_NAME_RULE = '1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit';
