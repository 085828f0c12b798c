/** What a machine sent on its network, from a capture of its packets (pcap): to whom, and never what. */

/** @param own the machine's hardware address, lower case. @returns each destination once, as `tcp 10.0.2.2:443`. */
export function sentTo(capture: Buffer, own: string): string[] {
  const sent = new Set<string>();
  for (let at = 24; at + 16 <= capture.length;) {
    const length = capture.readUInt32LE(at + 8);
    const packet = capture.subarray(at + 16, at + 16 + length);
    at += 16 + length;
    if (packet.subarray(6, 12).toString('hex') === own.replaceAll(':', '')) sent.add(destinationOf(packet));
  }
  return [...sent].sort();
}

/** Of an Ethernet frame. */
function destinationOf(frame: Buffer): string {
  const type = frame.readUInt16BE(12);
  if (type === 0x0806) return 'arp';
  if (type !== 0x0800) return `ethernet ${type.toString(16)}`;
  const packet = frame.subarray(14);
  const protocol = packet[9] ?? 0;
  const address = [...packet.subarray(16, 20)].join('.');
  const name = { 6: 'tcp', 17: 'udp' }[protocol];
  if (name === undefined) return `ip ${protocol} ${address}`;
  return `${name} ${address}:${packet.readUInt16BE(((packet[0] ?? 0) & 15) * 4 + 2)}`;
}
