// node play.cjs CHROMIUM PAGE [STEP …]: opens the page, runs each step and prints what it gave, a line of JSON each.
// A step is a call of the page's ("readHls('en', 3)") or "shot", which gives the picture's digest.
"use strict";
const crypto = require("node:crypto");
const { chromium } = require("playwright-core");

(async () => {
  const [program, page, ...steps] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: program, args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"] });
  try {
    const tab = await browser.newPage({ viewport: { width: 640, height: 360 } });
    tab.on("pageerror", (error) => process.stderr.write(`page: ${error}\n`));
    await tab.goto(page);
    for (const step of steps) {
      const found = step === "shot"
        ? crypto.createHash("sha256").update(await tab.screenshot({ clip: { x: 0, y: 0, width: 640, height: 360 } })).digest("hex")
        : await tab.evaluate(step);
      process.stdout.write(JSON.stringify(found ?? null) + "\n");
    }
  } finally {
    await browser.close();
  }
})().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1); });
