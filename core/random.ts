/**
 * Where randomness comes from: core draws none itself. A `Random` answers `count` fresh bytes from a
 * cryptographic generator (node:crypto on the server, crypto.getRandomValues in a page). Tests may pass a
 * deterministic one; nothing else may.
 */
export type Random = (count: number) => Uint8Array;
