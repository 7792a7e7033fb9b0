/** Topics as somebody types them: one a line, or split by commas or spaces. */
export function topicsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,，、]+/).filter(Boolean))];
}
