/**
 * A bare console reads every keyboard as an American one: the digits of a French one, which are typed with shift, by what the
 * console reads.
 */
export const frenchDigits: Readonly<Record<string, string>> = {
  ...{ '!': '1', '@': '2', '#': '3', $: '4', '%': '5', '^': '6', '&': '7', '*': '8', '(': '9', ')': '0' },
};
