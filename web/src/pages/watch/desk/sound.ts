/** A sound for alarms that ask for somebody at once; off until somebody switches it on. */
import { ref, watch } from "vue";

const KEY = "anlan.alarm.sound";
const [HIGH, LOW, BEEP_S, GAP_S] = [880, 660, 0.16, 0.06];
/** However many come, it is heard so often at most. */
const REST_MS = 3_000;

export const sounding = ref(localStorage.getItem(KEY) === "on");
watch(sounding, (on) => localStorage.setItem(KEY, on ? "on" : "off"));
let context: AudioContext | null = null;
let last = 0;

/** Two tones, three times; a browser lets it be heard only once somebody has pressed something. */
export function sound(): void {
  if (!sounding.value || Date.now() - last < REST_MS) return;
  last = Date.now();
  context ??= new AudioContext();
  const volume = context.createGain();
  volume.gain.value = 0.2;
  volume.connect(context.destination);
  for (let i = 0; i < 6; i++) {
    const tone = context.createOscillator();
    tone.frequency.value = i % 2 ? LOW : HIGH;
    tone.connect(volume);
    const begin = context.currentTime + i * (BEEP_S + GAP_S);
    tone.start(begin);
    tone.stop(begin + BEEP_S);
  }
}
