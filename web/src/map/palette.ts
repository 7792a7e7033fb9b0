/** The map's colours in both themes; MapLibre paints on a canvas and cannot read CSS variables. */
import type { Grade } from "@/api/types";

export type Shade = "light" | "dark";

export interface Palette {
  ground: string;
  water: string;
  park: string;
  road: string;
  outline: string;
  division: string;
  label: string;
  surface: string;
  ink: string;
  accent: string;
  tint: string;
  grades: Record<Grade, string>;
}

export const PALETTES: Record<Shade, Palette> = {
  light: {
    ground: "#edf0f1",
    water: "#cfe0e8",
    park: "#e0eade",
    road: "#ffffff",
    outline: "#b6c0c7",
    division: "#9aa6ae",
    label: "#46535d",
    surface: "#ffffff",
    ink: "#17212b",
    accent: "#0b6b6b",
    tint: "#d9570b",
    grades: { red: "#c8102e", orange: "#e87511", yellow: "#d9a400", blue: "#2f6fb0" },
  },
  dark: {
    ground: "#12181d",
    water: "#1c333f",
    park: "#18241f",
    road: "#242d34",
    outline: "#46535d",
    division: "#4c5a64",
    label: "#b4c0c8",
    surface: "#182027",
    ink: "#e7ecef",
    accent: "#3fb5ad",
    tint: "#f0842e",
    grades: { red: "#e6344e", orange: "#e87511", yellow: "#d9a400", blue: "#4a8ccf" },
  },
};
