/**
 * The refusals of a key token as French sentences: what happened, and what to do next. One for every code; the compiler
 * asks for the missing ones. Nothing is decided here.
 */
import { typeset } from '../seats/numbers-fr.ts';
import type { MissingFeature, TokenRefusal } from './refusals.ts';

const missingTexts: Readonly<Record<MissingFeature, string>> = {
  ctap2: 'elle ne connaît pas la norme FIDO2',
  'hmac-secret': 'elle ne connaît pas l’extension « hmac-secret » de la norme FIDO2',
  pin: 'elle ne se protège pas par un code PIN',
  'pin-protocol': 'sa façon de recevoir le code PIN est inconnue de ce poste',
  algorithm: 'elle ne connaît pas l’algorithme ES256',
};

/** « il reste 1 essai », « il reste 5 essais ». */
function triesText(tries: number): string {
  return `il reste ${tries} ${tries < 2 ? 'essai' : 'essais'}`;
}

type Code = TokenRefusal['code'];
type Sentences = {
  readonly [C in Code]: (refusal: Extract<TokenRefusal, { readonly code: C }>, theirs: string) => string;
};

const sentences: Sentences = {
  'token/none-plugged': () => 'Aucune clé de sécurité n’est branchée. Branchez la clé.',
  'token/no-permission': () =>
    'Une clé est branchée, mais ce poste n’a pas le droit de l’utiliser. Demandez au service informatique d’installer la règle « 70-isoloir-tokens.rules », puis retirez et rebranchez la clé.',
  'token/wrong-token': (_, theirs) =>
    `Ce n’est pas la bonne clé : c’est ${theirs} qu’il faut brancher. Retirez celle-ci et branchez l’autre.`,
  'token/wrong-pin': ({ triesLeft, expected }, theirs) =>
    expected === undefined
      ? `Le code PIN est faux : ${triesText(triesLeft)}.`
      : `Le code PIN est faux, ou la clé branchée n’est pas ${theirs} : ${triesText(triesLeft)} sur cette clé. Vérifiez que c’est la bonne clé avant d’essayer de nouveau.`,
  'token/replug': ({ triesLeft }) =>
    `Trop de codes PIN faux de suite : la clé n’accepte plus rien pour l’instant. Retirez et rebranchez la clé ; ${triesText(triesLeft)}.`,
  'token/blocked': () =>
    'Cette clé est définitivement bloquée après trop de codes PIN faux, et ce qu’elle protège est perdu. Faites appel à un autre porteur de clé, ou à la clé de secours.',
  'token/pin-not-set': () =>
    'Cette clé n’a pas encore de code PIN. Définissez un code PIN, que son porteur est seul à connaître.',
  'token/pin-already-set': () => 'Cette clé a déjà un code PIN. Saisissez ce code, ou changez-le.',
  'token/pin-policy': ({ minimumLength }) =>
    `Ce code PIN ne convient pas à la clé : il faut au moins ${minimumLength} caractères, et au plus 63. Saisissez-en un autre.`,
  'token/pin-must-change': () =>
    'La clé demande que son code PIN soit changé avant toute utilisation. Changez le code PIN.',
  'token/pin-again': () =>
    'La clé n’a pas gardé l’autorisation donnée par le code PIN ; aucun essai n’est perdu. Saisissez de nouveau le code PIN.',
  'token/unplugged': () =>
    'La clé a été retirée avant la fin. Rebranchez la clé et recommencez : rien n’a été enregistré.',
  'token/no-touch': () =>
    'La clé n’a pas été touchée à temps. Recommencez, et touchez la clé quand elle clignote.',
  'token/denied': () =>
    'L’opération a été refusée sur la clé. Recommencez, et touchez la clé quand elle clignote.',
  'token/cancelled': () => 'L’opération a été abandonnée : rien n’a été enregistré.',
  'token/unsupported': ({ missing }) =>
    `Cette clé ne convient pas : ${missingTexts[missing]}. Prenez une clé FIDO2 d’un autre modèle.`,
  'token/uv-blocked': () =>
    'La reconnaissance d’empreinte digitale de la clé est bloquée. Utilisez le code PIN.',
  'token/not-verified': () =>
    'La clé a répondu sans avoir vérifié le code PIN et le toucher : sa réponse n’est pas utilisée. Prenez une clé d’un autre modèle, et prévenez le service informatique.',
  'token/unstable-secret': () =>
    'La clé n’a pas donné deux fois le même secret : elle ne peut pas servir. Prenez une autre clé.',
  'token/already-used': () =>
    'Cette clé porte déjà la clé d’un autre porteur pour ce vote. Chaque porteur a la sienne : prenez une autre clé.',
  'token/full': () => 'La mémoire de la clé est pleine. Prenez une autre clé.',
  'token/too-large': () =>
    'La demande est trop longue pour cette clé. Prenez une clé FIDO2 d’un autre modèle.',
  'token/busy': () =>
    'La clé est occupée par une autre application. Fermez cette application, puis recommencez.',
  'token/record-does-not-open': () =>
    'La clé a répondu, mais la fiche du porteur ne s’ouvre pas avec elle : la fiche a été modifiée, ou elle appartient à un autre vote. Prévenez le président du bureau de vote.',
  'token/bad-record': () =>
    'La fiche de la clé est illisible ou modifiée. Reprenez celle qui a été scellée ou imprimée.',
  'token/broken-answer': ({ detail }) =>
    `La clé a donné une réponse incompréhensible (${detail}). Retirez la clé, rebranchez-la et recommencez ; si cela se reproduit, prenez une autre clé.`,
};

/** @param whose the holder whose token is expected, such as « Mme Claire Martin », where the page knows. */
export function tokenRefusalText(refusal: TokenRefusal, whose?: string): string {
  const theirs = whose === undefined ? 'celle du porteur attendu' : `celle de ${whose}`;
  const sentence = sentences[refusal.code] as (refusal: TokenRefusal, theirs: string) => string;
  return typeset(sentence(refusal, theirs));
}
