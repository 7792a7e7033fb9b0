import { onBeforeUnmount, onMounted } from "vue";

const EACH_MS = 15_000;

/** Ask anew every so often while the page is in sight, and at once when it comes back into sight. */
export function useLive(reload: () => void): void {
  let timer = 0;
  const look = (): void => {
    if (document.visibilityState === "visible") reload();
  };
  onMounted(() => {
    timer = window.setInterval(look, EACH_MS);
    document.addEventListener("visibilitychange", look);
  });
  onBeforeUnmount(() => {
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  });
}
