/** The parts of ECharts that are used, and the look they share. */
import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Shade } from "@/map/palette";

use([LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);
export { init, type ECharts };

export interface Look {
  ink: string;
  soft: string;
  line: string;
  surface: string;
  accent: string;
  orange: string;
  blue: string;
}

export const LOOKS: Record<Shade, Look> = {
  light: { ink: "#17212b", soft: "#55626d", line: "#dde2e5", surface: "#ffffff", accent: "#0b6b6b", orange: "#e87511", blue: "#2f6fb0" },
  dark: { ink: "#e7ecef", soft: "#9caab4", line: "#2b353d", surface: "#182027", accent: "#3fb5ad", orange: "#e87511", blue: "#4a8ccf" },
};

/** An axis of shares from 0 to `max`, or of plain values. */
export function axis(look: Look, name: string, vertical: boolean, more: object = {}): object {
  return {
    type: "value",
    name,
    nameLocation: vertical ? "end" : "middle",
    nameGap: vertical ? 12 : 28,
    nameTextStyle: { color: look.soft, fontSize: 12, align: vertical ? "left" : "center" },
    axisLabel: { color: look.soft, fontSize: 11 },
    axisLine: { show: !vertical, lineStyle: { color: look.soft } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: look.line } },
    ...more,
  };
}

export function frame(look: Look): Record<string, unknown> {
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: look.ink },
    grid: { left: 8, right: 16, top: 34, bottom: 30, containLabel: true },
    // Rich text keeps the tip inside the picture: no HTML is made of data.
    tooltip: {
      trigger: "item",
      renderMode: "richText",
      backgroundColor: look.ink,
      borderWidth: 0,
      textStyle: { color: look.surface, fontSize: 12 },
    },
  };
}
