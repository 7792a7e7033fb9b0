import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";

const EACH_MS = 20_000;

/** The moment it is now, moved on often enough for deadlines told in minutes. */
export function useNow(): Ref<number> {
  const now = ref(Date.now());
  let timer = 0;
  onMounted(() => (timer = window.setInterval(() => (now.value = Date.now()), EACH_MS)));
  onBeforeUnmount(() => window.clearInterval(timer));
  return now;
}
