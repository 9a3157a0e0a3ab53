import { typed } from "./dirty";
import { renewMain } from "./patch";

// A page that is too far behind is loaded anew. What somebody is writing in it must not be lost for that.

/** Loads the page anew; where something is being written, only what stands around it. at is told the new number. */
export async function renew(at: (seq: number) => void): Promise<void> {
  // Everybody who follows may have been told at once.
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 2000));
  if (!typed()) {
    location.reload();
    return;
  }
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return;
  const seq = renewMain(await answer.text());
  if (seq !== undefined) at(seq);
}
