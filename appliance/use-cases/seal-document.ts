/** The seal sheet (feuille de scellement): what was sealed, when, with which keys and derogations; for the bureau to sign. */
import { parseElection } from '../../core/belenios/election.ts';
import type { Bureau, Dossier } from '../../core/dossier/types.ts';
import { assertOk, err, ok } from '../../core/result.ts';
import { keysNeeded } from '../../core/station/groups.ts';
import { carrierWords } from '../documents/election-words.ts';
import { sealSheet, type SealedBureau } from '../documents/seal-sheet.ts';
import { urnTitle } from '../role-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import { derogationsOf } from './accept-derogations.ts';
import { authorise, dossierOf, type Context } from './context.ts';
import { derogationText } from './derogation-text-fr.ts';
import { issueOf, type Made } from './documents.ts';
import { expertiseTexts, sealedExpertise } from './expertise.ts';
import { holderKeys, sizesOf } from './key-holders.ts';
import { sealParts } from './seal-parts.ts';
import { urnsOfBureau } from './sealed-content.ts';

export async function sealDocument(context: Context, actor: Account): Made {
  const allowed = authorise(context, actor, 'readSeal');
  if (!allowed.ok) return allowed;
  const dossier = dossierOf(context);
  const sealed = context.election.sealed();
  if (sealed === null) return err({ code: 'document/not-ready' });
  const { urns } = await context.roll.counts({});
  const electors = new Map<string, number>(urns.map(({ urn, registered }) => [urn, registered]));
  return ok(
    await sealSheet({
      ...issueOf(context, dossier, sealed.atMs),
      sealedMs: sealed.atMs,
      sealCode: sealed.code,
      parts: sealParts(context),
      expertise: expertiseTexts(context, sealedExpertise(context)),
      calendar: dossier.calendar,
      applianceKey: dossier.keys.applianceKey,
      bureaus: dossier.bureaus.map((bureau) => sealedBureau(context, dossier, bureau, electors)),
      derogations: derogationsOf(context).map((each) => derogationText(dossier, each)),
    }),
  );
}

function sealedBureau(
  context: Context,
  dossier: Dossier,
  bureau: Bureau,
  electors: ReadonlyMap<string, number>,
): SealedBureau {
  const { id, name, members, groups } = bureau;
  const setups = context.election.setups();
  return {
    name,
    needed: keysNeeded(sizesOf(bureau)),
    members,
    groups: groups.map((group) => ({
      name: group.name,
      holders: holderKeys(context, bureau, group).map(({ holder, carriers, fingerprint }) => ({
        ...holder,
        keptIn: carriers.map(carrierWords),
        fingerprint: fingerprint ?? '',
      })),
    })),
    urns: urnsOfBureau(dossier, id, setups).map((urn) => ({
      name: urnTitle(dossier, urn),
      electors: electors.get(urn) ?? 0,
      publicKey: assertOk(parseElection(setups.find((setup) => setup.urn === urn)?.election ?? '')).publicKey,
    })),
  };
}
