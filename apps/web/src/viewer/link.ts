// The open slide and the view in the address, so that it can be kept and passed on.
import type { View } from "./image";

export interface Place {
  slide: number;
  view: View | null;
}

export function placeOf(hash: string): Place | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (name: string) => Number(fields.get(name) ?? NaN);
  const slide = number("slide");
  if (!Number.isInteger(slide)) return null;
  const view = { x: number("x"), y: number("y"), um: number("um") };
  return { slide, view: Object.values(view).every(Number.isFinite) && view.um > 0 ? view : null };
}

export function hashOf({ slide, view }: Place): string {
  const of_view = view ? `&x=${view.x.toFixed(0)}&y=${view.y.toFixed(0)}&um=${Number(view.um.toPrecision(4))}` : "";
  return `#slide=${slide}${of_view}`;
}
