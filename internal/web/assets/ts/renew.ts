import { typed } from "./dirty";
import { renewMain } from "./patch";

// A page that is too far behind is loaded anew. What somebody is writing in it must not be lost for that.

const unloading = 60_000; // longer than that the page stays: somebody has been asked, and has not wanted to leave it

/** Loads the page anew; where something is being written, only what stands around it. at is told the new number. False when the page is as it was. */
export async function renew(at: (seq: number) => void): Promise<boolean> {
  // Everybody who follows may have been told at once.
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 2000));
  if (!typed()) {
    location.reload();
    await new Promise((resolve) => setTimeout(resolve, unloading));
    return false;
  }
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return false;
  const html = await answer.text().catch(() => "");
  const seq = renewMain(html);
  if (seq === undefined) return false;
  at(seq);
  return true;
}
