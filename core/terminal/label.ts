/** How people call a terminal: what both sides of an enrolment, and the settings of a kiosk's image, take for a name. */

const shape = /^[\p{L}\p{N}][\p{L}\p{N} .,’'()°\-_]{0,39}$/u;

export function isLabel(text: string): boolean {
  return shape.test(text);
}

/** For the person who gave another. */
export const labelRuleText =
  'Le nom d’un terminal compte quarante caractères au plus : des lettres, des chiffres, des espaces, des points, des virgules, des apostrophes, des parenthèses et des tirets ; il commence par une lettre ou un chiffre.';
