/** What the console says of the network, and of a line typed to give one: what is wrong, and what to type. */
import type { NetworkRefusal } from './network-line.ts';
import { isLikeNetwork } from './typed-network.ts';

export interface NetworkView {
  /** `dhcp`, or the line that was given. */
  readonly line: string;
  /** Those that the machine has. */
  readonly addresses: readonly string[];
}

const howTo =
  'Tapez ici, sur une ligne, l’adresse avec son préfixe, la passerelle, puis les serveurs de noms, par exemple 192.168.1.20/24 192.168.1.1 192.168.1.53 ; ou dhcp ; puis Entrée.';

export function networkWords({ line, addresses }: NetworkView): string {
  const had = addresses.join(' et ');
  if (line !== 'dhcp')
    return addresses.length === 0
      ? `Réseau : ${line} est donné, mais aucun câble n’est branché. Branchez-le, ou changez. ${howTo}`
      : `Réseau : ${had}, d’après la ligne donnée (${line}). Pour en changer : ${lower(howTo)}`;
  return addresses.length === 0
    ? `Réseau : aucune adresse reçue (DHCP). Pour en donner une : ${lower(howTo)}`
    : `Réseau : ${had}, adresse reçue (DHCP). Pour en donner une autre : ${lower(howTo)}`;
}

const lower = (text: string) => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;

/** What was typed, shown when it can be nothing secret. */
export function echoed(line: string): string {
  return isLikeNetwork(line) ? `Réseau : vous avez tapé « ${line} ». ` : 'Réseau : ';
}

export function networkRefusalText(refusal: NetworkRefusal): string {
  return `${what(refusal)} Rien n’est changé. ${howTo}`;
}

function what(refusal: NetworkRefusal): string {
  switch (refusal.code) {
    case 'network/form':
      return 'Cette ligne n’est pas une adresse suivie de son préfixe.';
    case 'network/address':
      return `${refusal.given} n’est pas une adresse IPv4 de machine.`;
    case 'network/prefix':
      return 'Le préfixe, après la barre, va de 1 à 30 : 24 pour le masque 255.255.255.0.';
    case 'network/not-a-host':
      return `${refusal.given} désigne tout le réseau ${refusal.network}, et non une machine.`;
    case 'network/gateway':
      return `${refusal.given} ne peut pas être la passerelle : il faut l’adresse d’une autre machine du réseau ${refusal.network}.`;
    case 'network/gateway-elsewhere':
      return `La passerelle ${refusal.given} n’est pas dans le réseau ${refusal.network}.`;
    case 'network/name-server':
      return `${refusal.given} n’est pas l’adresse IPv4 d’un serveur de noms.`;
    case 'network/many-name-servers':
      return 'Trois serveurs de noms au plus.';
  }
}
