// Regions of a slide as GeoJSON, in level-0 pixels, as QuPath writes and reads them.
export type Position = [number, number];
export type RegionClass = "Tumor" | "Exclude";

export interface Region {
  type: "Feature";
  geometry: { type: "Polygon"; coordinates: Position[][] } | { type: "MultiPolygon"; coordinates: Position[][][] };
  properties: { objectType: "annotation"; classification?: { name: string }; [rest: string]: unknown };
  [rest: string]: unknown;
}

export interface Regions {
  type: "FeatureCollection";
  features: Region[];
}

export function regionOf(points: Position[], name: RegionClass): Region {
  return {
    type: "Feature",
    geometry: { type: "Polygon", coordinates: [[...points, points[0]!]] },
    properties: { objectType: "annotation", classification: { name } },
  };
}

export function classOfRegion(region: Region): string {
  return region.properties.classification?.name ?? "Tumor";
}

export function ringsOf(region: Region): Position[][] {
  const { geometry } = region;
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

function ringArea(ring: Position[]): number {
  let twice = 0;
  ring.forEach(([x, y], i) => {
    const [next_x, next_y] = ring[(i + 1) % ring.length]!;
    twice += x * next_y - next_x * y;
  });
  return Math.abs(twice) / 2;
}

// In level-0 pixels; the rings after the first of a polygon are its holes.
export function areaOf(region: Region): number {
  const { geometry } = region;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const area = (rings: Position[][]) => rings.reduce((sum, ring, i) => sum + (i === 0 ? 1 : -1) * ringArea(ring), 0);
  return polygons.reduce((sum, rings) => sum + area(rings), 0);
}

export function boundsOf(region: Region): { x: number; y: number; width: number; height: number } {
  const points = ringsOf(region).flat();
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

export function pathOf(rings: Position[][]): string {
  return rings.map((ring) => `M${ring.map(([x, y]) => `${x} ${y}`).join("L")}Z`).join("");
}

function side(a: Position, b: Position, c: Position): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

// Whether two edges that share no corner meet.
export function crossesItself(points: Position[]): boolean {
  const corner = (i: number) => points[i % points.length]!;
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 2; j < points.length; j++) {
      if (i === 0 && j === points.length - 1) continue;
      const [a, b, c, d] = [corner(i), corner(i + 1), corner(j), corner(j + 1)];
      if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
    }
  }
  return false;
}
