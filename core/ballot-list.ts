/**
 * A list as a ballot shows it, on the site and at a kiosk: names alone, no elector's data. The place of a list in the
 * election's question is its index, whatever the order in which lists are shown.
 */
export interface BallotList {
  /** In the election's question. */
  readonly index: number;
  readonly name: string;
  readonly affiliation: string | null;
  readonly split: readonly { readonly organisation: string; readonly share: string }[];
  readonly candidates: readonly string[];
}
