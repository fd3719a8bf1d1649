// Reads what a generator printed, and fails if it warns of anything that accepted-warnings.json does not name.
// Usage: node check-warnings.js OUTPUT GENERATOR [LANGUAGE]

const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const [output, ...names] = process.argv.slice(2);
const all = JSON.parse(readFileSync(join(__dirname, "accepted-warnings.json"), "utf8"));
const accepted = names.flatMap((_, index) => all[names.slice(0, index + 1).join(" ")] ?? []);

/** Marks of a line that is a warning or an error, in the output of any of the generators. */
const signs = /warn(?!_about)|\berror\b|deprecated|unsupported|unable to|cannot|invalid|not supported|skipp/i;
/** Lines that have such a word and are no warning: what is only told, and the parts of one warning that has been named. */
const harmless = /^\[main\] INFO |^Warning\(s\) encountered while generating|^Cannot parse response for|^Unsupported content type|^ +lambda self/;

// Colours would hide the beginnings of lines; the JSON after a warning is the part of the document that it speaks of.
const lines = readFileSync(output, "utf8").replaceAll(/\u001b\[[0-9;]*m/g, "").split("\n");
const warnings = lines.filter((line) => signs.test(line) && !harmless.test(line) && !/^ +"|^[{}]/.test(line));
const unknown = warnings.filter((line) => !accepted.some(({ warning }) => new RegExp(warning).test(line)));
const absent = accepted.filter(({ warning }) => !lines.some((line) => new RegExp(warning).test(line)));

for (const line of unknown) console.error(`warning: ${line.slice(0, 400)}`);
for (const { warning } of absent) console.error(`accepted and no longer given: ${warning}`);
console.log(`${names.join(" ")}: ${warnings.length} warnings, ${unknown.length} of them new`);
process.exitCode = unknown.length + absent.length === 0 ? 0 : 1;
