// How do ical.js (Thunderbird) and node-ical read a calendar? Prints [[start, title], …] of one of them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , home, reader, file] = process.argv;
const load = createRequire(`${home}/`);
const text = readFileSync(file, "utf8");
const iso = (date) => date.toISOString().replace(".000Z", "Z");
const day = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
const found = [];
if (reader === "ical.js") {
  const module = await import(load.resolve("ical.js"));
  const ICAL = module.default;
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component);
    const start = event.startDate;
    found.push([start.isDate ? start.toString() : iso(start.toJSDate()), event.summary]);
  }
} else {
  const ical = load("node-ical");
  for (const event of Object.values(ical.sync.parseICS(text))) {
    if (event.type !== "VEVENT") continue;
    found.push([event.datetype === "date" ? day(event.start) : iso(event.start), event.summary.val ?? event.summary]);
  }
}
console.log(JSON.stringify(found));
