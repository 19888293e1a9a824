/**
 * A key for one intention: sent again with the same key, a request that got lost is not done twice.
 * Made of getRandomValues because randomUUID is missing on pages served over plain HTTP.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
