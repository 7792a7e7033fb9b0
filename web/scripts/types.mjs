// Writes src/api/schema.ts from ../openapi.json, when that file is there.
import { existsSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const schema = new URL("../../openapi.json", import.meta.url);
if (!existsSync(schema)) {
  console.error("openapi.json is not there: write it first from the API's schema.");
  process.exit(1);
}
writeFileSync(new URL("../src/api/schema.ts", import.meta.url), astToString(await openapiTS(schema)));
