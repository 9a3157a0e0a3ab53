// Opens pages in Chromium and prints what is wrong with them as JSON, one string each:
// axe's findings, what the page's policy refused, scripts that ran, content wider than
// the window. Usage: node look.mjs CHROMIUM FILE...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [chromium, ...files] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "look-"));
const browser = await puppeteer.launch({
  executablePath: chromium,
  userDataDir: home,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const faults = [];
let views = 0;
let rules = 0;
try {
  for (const file of files) {
    for (const [scheme, width] of [
      ["light", 1440],
      ["dark", 1440],
      ["light", 390],
      ["dark", 390],
      ["light", 320],
    ]) {
      await look(file, scheme, width);
    }
  }
} finally {
  await browser.close();
  rmSync(home, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify({ views, rules, faults }));

async function look(file, scheme, width) {
  const name = `${file.split("/").pop()} ${scheme} ${width}`;
  const wrong = (what) => faults.push(`${name}: ${what}`);
  const page = await browser.newPage();
  page.on("console", (m) => wrong(`console: ${m.text()}`));
  page.on("pageerror", (e) => wrong(`error: ${e.message}`));
  page.on("dialog", async (d) => {
    wrong("a script ran");
    await d.dismiss();
  });
  page.on("request", (r) => {
    if (!r.url().startsWith("file:") && !r.url().startsWith("data:")) wrong(`asked for ${r.url()}`);
  });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width, height: 844 });
  await page.goto(pathToFileURL(file).href);
  // The page lets no script in; what the debugger evaluates is outside its policy.
  await page.evaluate(axe);
  const result = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  for (const v of result.violations) {
    for (const n of v.nodes) wrong(`${v.id}: ${n.html.slice(0, 160)} (${n.failureSummary})`);
  }
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) wrong(`${over} px wider than the window`);
  const painted = await page.evaluate(() => getComputedStyle(document.querySelector(".doc")).paddingTop);
  if (painted === "0px") wrong("the stylesheet was not let in");
  views++;
  rules += result.passes.length;
  await page.close();
}
