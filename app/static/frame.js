/* In a notebook's frame: the page that this script's own element has packed takes the place of what stands there, a
 * sentence. Where a browser cannot unpack it (from before 2023), that stays. */
{
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%[()*+-;]=:?@^_/,|.~";
  const text = document.currentScript.dataset.page;
  const digits = Array.from(text.padEnd(Math.ceil(text.length / 5) * 5, "~"), (each) => DIGITS.indexOf(each));
  const words = new DataView(new ArrayBuffer((digits.length / 5) * 4));
  for (let n = 0; n < digits.length; n += 5) {
    const word = digits.slice(n, n + 5).reduce((sum, digit) => sum * 85 + digit);
    words.setUint32((n / 5) * 4, word);
  }
  const bytes = words.buffer.slice(0, Math.floor((text.length * 4) / 5));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  new Response(unpacked).text().then((page) => {
    document.open();
    document.write(page);
    document.close();
  });
}
