// Lighthouse on one page, as a phone sees it: prints the scores of each run as JSON.
//   node run.mjs '{"url": "…", "runs": 3, "chrome": "/usr/bin/chromium", "cookie": {"name": "…", "value": "…"}}'
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const { url, runs, chrome, cookie } = JSON.parse(process.argv[2]);

const browser = await launch({
  chromePath: chrome,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=fr-FR"],
});
try {
  if (cookie) {
    const remote = await puppeteer.connect({ browserURL: `http://127.0.0.1:${browser.port}` });
    await remote.setCookie({ ...cookie, domain: "localhost", path: "/", httpOnly: true, sameSite: "Lax" });
    await remote.disconnect();
  }
  const found = [];
  for (let run = 0; run < runs; run += 1) {
    const { lhr } = await lighthouse(url, { port: browser.port, onlyCategories: CATEGORIES, logLevel: "silent" });
    if (lhr.finalDisplayedUrl !== url) throw new Error(`${url} led to ${lhr.finalDisplayedUrl}`);
    const failed = Object.values(lhr.audits)
      .filter((audit) => audit.score !== null && audit.score < 1 && audit.scoreDisplayMode === "binary")
      .map((audit) => audit.id);
    found.push({
      scores: Object.fromEntries(CATEGORIES.map((name) => [name, Math.round(lhr.categories[name].score * 100)])),
      metrics: {
        fcp: lhr.audits["first-contentful-paint"].numericValue,
        lcp: lhr.audits["largest-contentful-paint"].numericValue,
        tbt: lhr.audits["total-blocking-time"].numericValue,
        cls: lhr.audits["cumulative-layout-shift"].numericValue,
        si: lhr.audits["speed-index"].numericValue,
      },
      failed,
    });
  }
  console.log(JSON.stringify(found));
} finally {
  browser.kill();
}
