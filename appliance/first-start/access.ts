/**
 * Who may answer: the person who reads the console. A code of eight characters opens one browser, once; five mistakes, from
 * anyone, and it is another one. The browser that was let in is the only one, until the next code is typed.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { codeOfBytes, groupedCode } from '../../core/bytes/crockford.ts';

const mistakes = 5;

export interface Access {
  /** The token of the browser let in; null for a wrong code. */
  readonly open: (typed: string) => string | null;
  readonly isOpen: (token: string | null) => boolean;
}

/** @param show tells the console a new code, in groups of four. */
export function codeAccess(show: (code: string) => void): Access {
  let [code, left, token] = ['', 0, ''];
  const draw = () => {
    code = codeOfBytes(new Uint8Array(randomBytes(5)), 7);
    left = mistakes;
    show(groupedCode(code));
  };
  draw();
  return {
    open: (typed) => {
      if (!same(normalised(typed), code)) {
        left -= 1;
        if (left === 0) draw();
        return null;
      }
      draw();
      token = randomBytes(32).toString('base64url');
      return token;
    },
    isOpen: (shown) => token !== '' && shown !== null && same(shown, token),
  };
}

/** What the eye confuses counts as the same. */
function normalised(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
