/**
 * What may be the address of a gateway of messages, whoever reads it: the pages of a first installation, the guard of the
 * machine. Its scheme is for them to say.
 */

/** One line without spaces that names a machine, a port that exists, an account that can be read. */
export function isGatewayAddress(text: string): boolean {
  if (!/^[^\s\p{Cc}]{1,4000}$/u.test(text)) return false;
  try {
    const { hostname, port, username, password } = new URL(text);
    for (const each of [username, password]) decodeURIComponent(each);
    return hostname !== '' && port !== '0';
  } catch {
    return false;
  }
}
