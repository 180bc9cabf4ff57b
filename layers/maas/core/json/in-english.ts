import en from 'zod/v4/locales/en.js';

/** What is wrong with a value, for people: zod/mini brings no words of its own. */
export const { localeError: inEnglish } = en();
