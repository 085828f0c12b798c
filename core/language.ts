/**
 * The languages that a voter's passage at a kiosk can be in (docs/decisions/046-languages-of-a-kiosk.md). French is the
 * language of the ballot, of the law and of every other page; a kiosk always has it, and begins in it.
 */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];
