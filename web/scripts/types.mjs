// Writes the console's types from an OpenAPI document: types.mjs DOCUMENT HEAD TARGET.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const [document, head, target] = process.argv.slice(2);
const made = await openapiTS(pathToFileURL(document));
writeFileSync(target, `${head}\n${astToString(made)}`);
