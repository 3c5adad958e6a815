// What the program put into the page beside its text.

export function element<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found as E;
}

export function embeddedJson<T>(id: string): T {
  return JSON.parse(element(id).textContent ?? "") as T;
}

// Gzip in base64.
export async function embeddedBytes(id: string): Promise<Uint8Array> {
  const text = atob((element(id).textContent ?? "").trim());
  const packed = new Uint8Array(text.length); // a loop: millions of calls of a function take a second
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
