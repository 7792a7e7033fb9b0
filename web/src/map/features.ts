/** Turn the API's columns and plans into what the map draws. */
import type { Feature, FeatureCollection } from "geojson";
import type { Plan, Position } from "@/api/types";

type Box = [number, number, number, number];

/** Lines of the wanted teams and where they start; the near one is drawn in full. */
export function routeLines(plan: Plan, shown: (team: string) => boolean, near: string): FeatureCollection {
  const teams = plan.teams.filter((team) => shown(String(team.team)) && team.line.length > 1);
  const features = teams.flatMap((team): Feature[] => {
    const properties = { near: near === String(team.team) || teams.length === 1, alike: near === "" };
    return [
      { type: "Feature", geometry: { type: "LineString", coordinates: team.line }, properties },
      { type: "Feature", geometry: { type: "Point", coordinates: team.line[0] ?? [] }, properties },
    ];
  });
  return { type: "FeatureCollection", features };
}

/** The box around the routes of the near team, or of all. */
export function routeBounds(plan: Plan, near: string): Box | null {
  const points = plan.teams
    .filter((team) => near === "" || String(team.team) === near)
    .flatMap((team) => [...team.line, ...team.stops.map((stop): Position => [stop.lon, stop.lat])]);
  if (!points.length) return null;
  const lon = points.map(([x]) => x);
  const lat = points.map(([, y]) => y);
  return [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)];
}

/** Stops of the wanted teams; where many teams are drawn alike, numbers would repeat and say nothing. */
export function routeStops(plan: Plan, shown: (team: string) => boolean, numbered: boolean): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: plan.teams
      .filter((team) => shown(String(team.team)))
      .flatMap((team) =>
        team.stops.map((stop) => ({
          type: "Feature" as const,
          geometry: { type: "Point" as const, coordinates: [stop.lon, stop.lat] },
          properties: { order: numbered ? String(stop.order) : "", random: stop.random, asset: stop.asset, name: stop.name },
        })),
      ),
  };
}
