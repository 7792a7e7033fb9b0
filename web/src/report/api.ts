/** The public door of the API: no account, no cookie. */
import { address, ask, type Values } from "@/api/client";
import type { components } from "@/api/schema";
import { digestOf, type Shot } from "@/photos/photo";
import { language } from "@/state/preferences";

type Shapes = components["schemas"];
export type Door = Shapes["PublicDoorTold"];
export type DoorCity = Shapes["PublicCityTold"];
export type Guess = Shapes["PublicGuess"];
export type Near = Shapes["PublicNear"];
export type Place = Shapes["PublicPlace"];
export type Left = Shapes["PublicLeft"];
export type Status = Shapes["PublicStatus"];
export type Notice = Shapes["PublicNotice"];
export type NewReport = Shapes["NewPublicReport"];

/** The address of something of the public door; the page lies one step below the API. */
const at = (path: string, values: Values = {}): string => `../${address(`public/cities${path}`, { lang: language.value, ...values })}`;
const of = (city: string, rest = ""): string => `/${encodeURIComponent(city)}${rest}`;
const one = (city: string, number: string, rest = ""): string => of(city, `/reports/${encodeURIComponent(number)}${rest}`);

async function get<T>(url: string): Promise<T> {
  return (await ask<T>(url)).data;
}
async function post<T>(url: string, body: unknown, key = ""): Promise<T> {
  return (await ask<T>(url, { method: "POST", body, key })).data;
}

export const cities = (): Promise<DoorCity[]> => get(at(""));
export const door = (city: string): Promise<Door> => get(at(of(city)));
export const guess = (city: string, text: string): Promise<Guess[]> => get(at(of(city, "/reports/guess"), { text }));
export const divisions = (city: string, parent: string): Promise<Place[]> => get(at(of(city, "/divisions"), { parent }));
export const nearby = (city: string, lon: number, lat: number): Promise<Near[]> => get(at(of(city, "/reports/nearby"), { lon, lat }));
export const leave = (city: string, report: NewReport, key: string): Promise<Left> => post(at(of(city, "/reports")), report, key);
export const status = (city: string, number: string, code: string): Promise<Status> => get(at(one(city, number), { code }));
export const second = (city: string, number: string, sender: string): Promise<Shapes["PublicSeconded"]> => post(at(one(city, number, "/too")), { sender });
export const answer = (city: string, number: string, code: string, satisfaction: string, note: string): Promise<Shapes["PublicAnswered"]> =>
  post(at(one(city, number, "/satisfaction")), { code, satisfaction, note });
export const forget = (city: string, number: string, code: string): Promise<null> => post(at(one(city, number, "/forget")), { code });

export const listings = (city: string, cursor: string | null): Promise<Shapes["PublicNotices"]> => get(at(of(city, "/listings"), { limit: 20, cursor: cursor ?? "" }));
/** Send a photo into the album of a report that is not sent yet; return its code. */
export async function addPhoto(city: string, album: string, shot: Shot): Promise<string> {
  const headers = { "X-Album": album, "Content-Digest": await digestOf(shot.jpeg) };
  const asked = { method: "POST", body: shot.jpeg, key: shot.key, headers };
  return (await ask<Shapes["PhotoAdded"]>(at(of(city, "/photos")), asked)).data.code;
}

/** A random text of this browser, so that nobody seconds their own report; it says nothing of who it is. */
export function sender(): string {
  const KEPT = "anlan.sender";
  const kept = localStorage.getItem(KEPT) ?? random();
  localStorage.setItem(KEPT, kept);
  return kept;
}
export function random(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
