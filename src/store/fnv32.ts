/** FNV-1a, 32 bits, of the text's UTF-16 units' low bytes; of ASCII that is what everybody else computes. */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ (text.charCodeAt(i) & 0xff), 0x01000193);
  return hash >>> 0;
}
