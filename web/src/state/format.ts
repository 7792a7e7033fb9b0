/** Numbers, shares and days as they are written in the language on screen. */
import { language } from "./preferences";

const tag = (): string => (language.value === "zh" ? "zh-CN" : "en-GB");

export function count(value: number): string {
  return new Intl.NumberFormat(tag()).format(value);
}

export function decimal(value: number | null, digits = 2): string {
  if (value === null || Number.isNaN(value)) return "–";
  return new Intl.NumberFormat(tag(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

export function share(value: number | null, digits = 0): string {
  return value === null ? "–" : `${decimal(value * 100, digits)} %`;
}

/** A small chance in per cent, to two figures however small it is. */
export function chance(value: number): string {
  const text = new Intl.NumberFormat(tag(), { maximumSignificantDigits: 2 }).format(value * 100);
  return `${text} %`;
}

/** A metric's value with as many digits as its size deserves. */
export function measure(value: number | null): string {
  if (value === null) return "–";
  return decimal(value, Math.abs(value) < 1 ? 3 : Math.abs(value) < 100 ? 2 : 0);
}

/** A figure of a scheme, as people write it: no more digits than it has. */
export function figure(value: number): string {
  return new Intl.NumberFormat(tag(), { maximumSignificantDigits: 4 }).format(value);
}

export function day(value: string | null | undefined): string {
  if (!value) return "–";
  const [year, month, date] = value.slice(0, 10).split("-").map(Number);
  if (!year || !month || !date) return value;
  return new Intl.DateTimeFormat(tag(), {
    year: "numeric",
    month: language.value === "zh" ? "numeric" : "short",
    day: "numeric",
    timeZone: "UTC",
  }).format(Date.UTC(year, month - 1, date));
}

/** A moment in a city's zone, or without one in that of whoever looks. */
export function moment(value: string | null | undefined, zone?: string): string {
  if (!value) return "–";
  return new Intl.DateTimeFormat(tag(), {
    dateStyle: "medium",
    timeStyle: "short",
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(value));
}

/** Hours and minutes of a stretch of minutes, in figures that need no words. */
export function stretch(minutes: number): string {
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return language.value === "zh" ? `${hours} 小时 ${rest} 分` : `${hours} h ${rest}`;
}

/** Return a moment as somebody on their round reads it: the time, with the day where it isn't today. */
export function when(at: string | number): string {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : ({ month: "numeric", day: "numeric" } as const);
  return moment.toLocaleString(language.value === "zh" ? "zh-Hans" : "en-GB", { hour: "2-digit", minute: "2-digit", ...day });
}
