/**
 * A voter signs in: `codes` finds who an identifier is, `roll` checks the challenge (errors limited), and, where the
 * dossier asks it (GEPOR article 14), `codes` checks the secret, only once identifier and challenge were right. An
 * identifier is 75 random bits: an unknown one gets the same sentence as a wrong pair, without a number of tries, since
 * there is nobody whose tries to count.
 */
import { err, ok, type Result } from '../../core/result.ts';
import { dossierOf, type Context } from './context.ts';

export type LoginVoterRefusal =
  | { readonly code: 'login/wrong-pair'; readonly left: number | null }
  | { readonly code: 'login/locked' | 'secret/locked'; readonly untilMs: number }
  | { readonly code: 'secret/wrong'; readonly left: number };

export interface LoginVoter {
  /** Derived from the identifier by the page, hexadecimal. */
  readonly lookup: string;
  /** ISO birth date or matricule, as the dossier says. */
  readonly challenge: string;
  readonly proof: string | null;
  readonly channel: 'remote' | 'kiosk';
}

export async function loginVoter(
  context: Pick<Context, 'codes' | 'roll' | 'election'>,
  { lookup, challenge, proof, channel }: LoginVoter,
): Promise<Result<{ token: string }, LoginVoterRefusal>> {
  const { codes, roll } = context;
  const { elector } = await codes.find({ lookup });
  if (elector === null) return err({ code: 'login/wrong-pair', left: null });
  const outcome = await roll.login({ elector, challenge, channel });
  if (outcome.kind === 'refused') return err(outcome);
  if (!dossierOf(context).access.secretAtLogin) return ok({ token: outcome.token });
  const proved =
    proof === null
      ? err({ code: 'login/wrong-pair', left: null } as const)
      : await codes.prove({ elector, proof });
  if (proved.ok) return ok({ token: outcome.token });
  await roll.logout({ token: outcome.token });
  return proved;
}
