// Reads a JSON list of Markdown texts on standard input and prints the list of their
// HTML, as a reader makes it that takes everything it can for markup.
import { readFileSync } from "node:fs";
import MarkdownIt from "markdown-it";

const reader = new MarkdownIt({ html: true, linkify: true });
reader.validateLink = () => true;
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((text) => reader.render(text))));
