/**
 * Another image of the system is started on this data: whether it may serve it, and the line of the journal once a person
 * confirmed. Nobody's account is behind it: whoever holds the machine changed the image (decision 042).
 */
import { groupedCode } from '../../core/bytes/crockford.ts';
import { mayServe, type ImageRefusal } from '../../core/lifecycle/other-image.ts';
import { ok, type Result } from '../../core/result.ts';
import { fullCode } from '../../core/sealing/seal.ts';
import type { Context } from './context.ts';

type Parts = Pick<Context, 'election'>;

/** @param image fingerprint, 64 hexadecimal digits. */
export function mayAdmitImage({ election }: Parts, image: string): Result<null, ImageRefusal> {
  const isSealed = election.sealed() !== null;
  return mayServe(image, {
    state: election.roundState(),
    isProclaimed: isSealed && isProclaimed({ election }),
    sealedImage: isSealed ? election.sealedItems().software.image : null,
  });
}

/** @param from fingerprint of the image that served before. */
export function admitImage(parts: Parts, from: string, to: string): Result<null, ImageRefusal> {
  const { election } = parts;
  return election.transaction(() => {
    const allowed = mayAdmitImage(parts, to);
    if (!allowed.ok) return allowed;
    const facts = { formerImage: imageCode(from), newImage: imageCode(to) };
    election.journal.append({ kind: 'image-changed', facts });
    return ok(null);
  });
}

/** As the console and the sheets print it. */
export function imageCode(fingerprint: string): string {
  return groupedCode(fullCode(fingerprint));
}

function isProclaimed({ election }: Parts): boolean {
  const sealedUrns = new Set(election.setups().map(({ urn }) => urn));
  const contests = (election.dossier()?.dossier.contests ?? []).filter(({ urns }) =>
    urns.some(({ id }) => sealedUrns.has(id)),
  );
  return contests.length > 0 && contests.every(({ bureau }) => election.validation(bureau) !== null);
}
