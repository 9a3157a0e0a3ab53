// A link into a recording leads to the sound itself. Where the page has a player for it, the place is played there instead, and
// the player is where the keyboard goes on: it can be paused at once.

/** Has links with data-seek play in the player that data-player names. */
export function startListen(): void {
  document.addEventListener("click", (e) => {
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || !(e.target instanceof Element)) return;
    const link = e.target.closest<HTMLAnchorElement>("a[data-seek]");
    const player = link && document.getElementById(link.dataset["player"] ?? "");
    if (!link || !(player instanceof HTMLAudioElement)) return;
    e.preventDefault();
    player.currentTime = Number(link.dataset["seek"] ?? 0);
    player.focus({ preventScroll: true });
    player.scrollIntoView({ block: "nearest" });
    void player.play().catch(() => undefined); // a browser that will not play by itself has the place ready
  });
}
