/** Why a certificate is refused, in French: the rule that it does not keep, and what to ask of who issues it. */
import { frenchDateTime } from '../../core/french/dates.ts';
import { typeset } from '../../core/french/text.ts';
import type { CertificateRefusal } from './check.ts';

export function certificateRefusalText(refusal: CertificateRefusal): string {
  return typeset(`${plain(refusal)} Rien n’est changé.`);
}

function plain(refusal: CertificateRefusal): string {
  switch (refusal.code) {
    case 'certificate/unreadable':
      return 'Ce fichier ne porte pas de certificat en PEM (un à huit blocs « BEGIN CERTIFICATE », 64 Ko au plus). Demandez la chaîne dans ce format.';
    case 'certificate/key-unreadable':
      return 'La clé privée ne se lit pas : donnez-la en PEM, sans phrase secrète.';
    case 'certificate/no-request':
      return 'L’appareil n’a pas fait de demande de signature. Faites-en une, ou donnez la clé privée avec le certificat.';
    case 'certificate/other-key':
      return 'Le certificat n’est pas celui de cette clé. Donnez le certificat que votre autorité a signé pour cette demande-ci, ou la clé qui va avec lui ; le certificat du site vient en premier dans la chaîne.';
    case 'certificate/weak':
      return 'La clé de ce certificat est trop faible ou d’une sorte que tous les navigateurs ne lisent pas. Il faut une clé RSA d’au moins 2048 bits, ou P-256, P-384 ou P-521.';
    case 'certificate/not-for-a-site':
      return 'Ce certificat n’est pas celui d’un site : il est celui d’une autorité, ou n’a pas l’usage « authentification du serveur ».';
    case 'certificate/names':
      return `Le certificat ne porte pas ${refusal.missing.length === 1 ? 'ce nom' : 'ces noms'} du site : ${refusal.missing.join(', ')}. Le nom doit figurer parmi ses « autres noms » (Subject Alternative Name).`;
    case 'certificate/not-yet':
      return `${ofTheChain(refusal.place)} n’est valable qu’à partir du ${frenchDateTime(refusal.atMs)}. Vérifiez aussi l’heure de l’appareil.`;
    case 'certificate/over':
      return `${ofTheChain(refusal.place)} n’est plus valable depuis le ${frenchDateTime(refusal.atMs)}. Vérifiez aussi l’heure de l’appareil.`;
    case 'certificate/order':
      return `La chaîne n’est pas dans l’ordre : le certificat ${refusal.place} n’est pas signé par celui qui le suit. Mettez celui du site d’abord, puis chaque autorité après celui qu’elle a signé.`;
  }
}

function ofTheChain(place: number): string {
  return place === 1 ? 'Ce certificat' : `Le certificat ${place} de la chaîne`;
}
