/* From a file to the model's input: the preprocessing that the model was trained with.

   bytes -> pixels as stored (no colour profile, no turning by the browser) -> a large JPEG reduced
   to a half, a quarter or an eighth -> upright (EXIF) -> RGB on white -> resized as Pillow's
   antialiased bilinear does, in whole numbers -> uint8.

   A picture here is {width, height, rgb}: rgb is a Uint8Array of height * width * 3. */
(function () {
  "use strict";
  const lesionlab = (globalThis.lesionlab = globalThis.lesionlab || {});

  const MAX_PIXELS = 100000000;
  const MAX_BYTES = 500000000;
  const STRIP = 256; // rows that are drawn at once; a multiple of 8
  const PRECISION = 22; // bits behind the point of Pillow's weights

  /** An error whose message is for a person. */
  class PictureError extends Error {}

  const DAMAGED = "is damaged or not complete. Copy it again.";
  const FORMATS = "This page reads JPEG, PNG, WebP and BMP pictures.";

  /* ---- The file ---------------------------------------------------------------------------- */

  function text(bytes, start, length) {
    return String.fromCharCode(...bytes.subarray(start, start + length));
  }

  function view(bytes) {
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Return the EXIF orientation, 1 to 8, of a TIFF structure; 0 where it has none. */
  function exifOrientation(bytes) {
    const start = text(bytes, 0, 6) === "Exif\0\0" ? 6 : 0;
    const tiff = bytes.subarray(start);
    if (tiff.length < 8) return 0;
    const little = text(tiff, 0, 2) === "II";
    if (!little && text(tiff, 0, 2) !== "MM") return 0;
    const data = view(tiff);
    const directory = data.getUint32(4, little);
    if (directory + 2 > tiff.length) return 0;
    const entries = data.getUint16(directory, little);
    for (let entry = 0; entry < entries; entry++) {
      const at = directory + 2 + 12 * entry;
      if (at + 12 > tiff.length) return 0;
      if (data.getUint16(at, little) !== 0x0112) continue;
      const kind = data.getUint16(at + 2, little);
      return kind === 4 ? data.getUint32(at + 8, little) : data.getUint16(at + 8, little);
    }
    return 0;
  }

  /** Return the orientation that an XMP packet tells; 0 where it tells none. */
  function xmpOrientation(bytes) {
    const packet = new TextDecoder("latin1").decode(bytes);
    const found = /tiff:Orientation(?:="|>)([0-9])/.exec(packet);
    return found ? Number(found[1]) : 0;
  }

  function joined(parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** Take profile and orientation out of a JPEG, so that every browser shows its stored pixels. */
  function readJpeg(bytes) {
    const data = view(bytes);
    const told = { type: "image/jpeg", exif: 0, xmp: 0, width: 0, height: 0 };
    const kept = [bytes.subarray(0, 2)];
    let at = 2;
    while (at + 4 <= bytes.length) {
      if (bytes[at] !== 0xff) throw new PictureError(DAMAGED);
      const marker = bytes[at + 1];
      if (marker === 0xff) {
        at += 1; // filled up
        continue;
      }
      if (marker === 0xda) break;
      const end = at + 2 + data.getUint16(at + 2);
      if (end > bytes.length) throw new PictureError(DAMAGED);
      const body = bytes.subarray(at + 4, end);
      const segment = bytes.subarray(at, end);
      at = end;
      if (marker === 0xe1) {
        if (text(body, 0, 6) === "Exif\0\0") told.exif = told.exif || exifOrientation(body);
        else if (text(body, 0, 28) === "http://ns.adobe.com/xap/1.0/") told.xmp = xmpOrientation(body);
        continue;
      }
      if (marker === 0xe2 && text(body, 0, 11) === "ICC_PROFILE") continue;
      const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
      if (frame && body.length >= 5) {
        told.height = (body[1] << 8) | body[2];
        told.width = (body[3] << 8) | body[4];
      }
      kept.push(segment);
    }
    let last = bytes.length - 2;
    while (last > at && !(bytes[last] === 0xff && bytes[last + 1] === 0xd9)) last--;
    if (last <= at) throw new PictureError(DAMAGED);
    kept.push(bytes.subarray(at));
    return { ...told, bytes: joined(kept) };
  }

  const PNG_COLOUR = ["iCCP", "gAMA", "cHRM", "sRGB", "cICP", "mDCV", "cLLI"];

  function readPng(bytes) {
    const data = view(bytes);
    const told = { type: "image/png", exif: 0, xmp: 0, width: 0, height: 0 };
    const kept = [bytes.subarray(0, 8)];
    let at = 8;
    let ended = false;
    while (at + 12 <= bytes.length && !ended) {
      const end = at + 12 + data.getUint32(at);
      if (end > bytes.length) throw new PictureError(DAMAGED);
      const name = text(bytes, at + 4, 4);
      const body = bytes.subarray(at + 8, end - 4);
      if (name === "IHDR") [told.width, told.height] = [data.getUint32(at + 8), data.getUint32(at + 12)];
      if (name === "eXIf") told.exif = exifOrientation(body);
      if (name === "iTXt" && text(body, 0, 17) === "XML:com.adobe.xmp") told.xmp = xmpOrientation(body);
      if (name !== "eXIf" && !PNG_COLOUR.includes(name)) kept.push(bytes.subarray(at, end));
      ended = name === "IEND";
      at = end;
    }
    if (!ended) throw new PictureError(DAMAGED);
    return { ...told, bytes: joined(kept) };
  }

  function readWebp(bytes) {
    const data = view(bytes);
    const told = { type: "image/webp", exif: 0, xmp: 0, width: 0, height: 0 };
    if (data.getUint32(4, true) + 8 > bytes.length) throw new PictureError(DAMAGED);
    const kept = [];
    let at = 12;
    while (at + 8 <= bytes.length) {
      const length = data.getUint32(at + 4, true);
      const end = Math.min(at + 8 + length + (length % 2), bytes.length);
      const name = text(bytes, at, 4);
      const body = bytes.subarray(at + 8, at + 8 + length);
      const chunk = bytes.slice(at, end);
      at = end;
      if (name === "EXIF") told.exif = exifOrientation(body);
      if (name === "XMP ") told.xmp = xmpOrientation(body);
      if (["EXIF", "XMP ", "ICCP"].includes(name)) continue;
      if (name === "VP8X") {
        chunk[8] &= ~(0x20 | 0x08 | 0x04); // the flags of what is taken out
        const size = (place) => 1 + (body[place] | (body[place + 1] << 8) | (body[place + 2] << 16));
        [told.width, told.height] = [size(4), size(7)];
      }
      kept.push(chunk);
    }
    const chunks = joined(kept);
    const head = bytes.slice(0, 12);
    view(head).setUint32(4, 4 + chunks.length, true);
    return { ...told, bytes: joined([head, chunks]) };
  }

  function readBmp(bytes) {
    const data = view(bytes);
    if (bytes.length < 26) throw new PictureError(DAMAGED);
    const [width, height] = [data.getInt32(18, true), Math.abs(data.getInt32(22, true))];
    return { type: "image/bmp", exif: 0, xmp: 0, width, height, bytes };
  }

  /** Say what a file is that this page does not read. */
  function foreign(bytes) {
    const start = text(bytes, 0, 4);
    if (text(bytes, 128, 4) === "DICM") return "is a DICOM picture, which browsers do not read.";
    if (start === "II*\0" || start === "MM\0*") return "is a TIFF picture, which browsers do not read.";
    if (text(bytes, 4, 4) === "ftyp") return "is an HEIC or AVIF picture or a film.";
    if (start === "GIF8") return "is a GIF, whose colours are too few.";
    if (start === "%PDF") return "is a PDF document.";
    if (bytes.length === 0) return "is empty.";
    return "is not a picture that can be read.";
  }

  /** Return what a file says of itself, and its bytes without colour profile and orientation. */
  function opened(bytes) {
    const start = text(bytes, 0, 12);
    let told = null;
    if (start.startsWith("\xff\xd8\xff")) told = readJpeg(bytes);
    else if (start.startsWith("\x89PNG\r\n\x1a\n")) told = readPng(bytes);
    else if (start.startsWith("RIFF") && start.endsWith("WEBP")) told = readWebp(bytes);
    else if (start.startsWith("BM")) told = readBmp(bytes);
    if (told === null) throw new PictureError(`${foreign(bytes)} ${FORMATS}`);
    if (told.width * told.height > MAX_PIXELS) {
      const millions = MAX_PIXELS / 1000000;
      throw new PictureError(
        `claims ${told.width} x ${told.height} pixels, more than ${millions} million. ` +
          "Reduce it in an image program first."
      );
    }
    return { ...told, orientation: told.exif || told.xmp || 1 };
  }

  /* ---- Pixels ------------------------------------------------------------------------------ */

  /** Return by how much a JPEG is reduced when it is decoded: 8, 4, 2 or 1. */
  function reduction(width, height, atLeastWidth, atLeastHeight) {
    const scale = Math.min(Math.floor(width / atLeastWidth), Math.floor(height / atLeastHeight));
    return [8, 4, 2].find((factor) => factor <= scale) || 1;
  }

  /** Return the pixels of a bitmap on white, each the mean of a square of `by` by `by`. */
  function pixels(bitmap, by) {
    const { width, height } = bitmap;
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = Math.min(STRIP, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const outWidth = Math.ceil(width / by);
    const outHeight = Math.ceil(height / by);
    const rgb = new Uint8Array(outWidth * outHeight * 3);
    for (let top = 0; top < height; top += STRIP) {
      const rows = Math.min(STRIP, height - top);
      context.fillStyle = "#ffffff";
      context.fillRect(0, 0, width, rows);
      context.drawImage(bitmap, 0, -top);
      const strip = context.getImageData(0, 0, width, rows).data;
      means(strip, width, rows, by, rgb, (top / by) * outWidth * 3);
    }
    return { width: outWidth, height: outHeight, rgb };
  }

  /** Write the means of the squares of a strip of RGBA; at the edges the last pixel is repeated. */
  function means(strip, width, rows, by, rgb, at) {
    const area = by * by;
    const half = area >> 1;
    for (let top = 0; top < rows; top += by) {
      for (let left = 0; left < width; left += by) {
        let red = half;
        let green = half;
        let blue = half;
        for (let y = top; y < top + by; y++) {
          const row = Math.min(y, rows - 1) * width;
          for (let x = left; x < left + by; x++) {
            const place = 4 * (row + Math.min(x, width - 1));
            red += strip[place];
            green += strip[place + 1];
            blue += strip[place + 2];
          }
        }
        rgb[at++] = red / area;
        rgb[at++] = green / area;
        rgb[at++] = blue / area;
      }
    }
  }

  /** Return a picture upright, given its EXIF orientation. */
  function upright(picture, orientation) {
    if (!(orientation >= 2 && orientation <= 8)) return picture;
    const { width: w, height: h, rgb } = picture;
    const from = {
      2: (x, y) => [w - 1 - x, y],
      3: (x, y) => [w - 1 - x, h - 1 - y],
      4: (x, y) => [x, h - 1 - y],
      5: (x, y) => [y, x],
      6: (x, y) => [y, h - 1 - x],
      7: (x, y) => [w - 1 - y, h - 1 - x],
      8: (x, y) => [w - 1 - y, x],
    }[orientation];
    const [width, height] = orientation >= 5 ? [h, w] : [w, h];
    const turned = new Uint8Array(rgb.length);
    let at = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [column, row] = from(x, y);
        const place = 3 * (row * w + column);
        turned[at++] = rgb[place];
        turned[at++] = rgb[place + 1];
        turned[at++] = rgb[place + 2];
      }
    }
    return { width, height, rgb: turned };
  }

  /* ---- Resize ------------------------------------------------------------------------------ */

  /** Return for each place of the result where its weights begin, and the weights themselves:
      a triangle as wide as two pixels of the smaller picture, in whole numbers. */
  function triangles(from, to) {
    const scale = from / to;
    const support = Math.max(scale, 1);
    const one = 2 ** PRECISION;
    return Array.from({ length: to }, (_, place) => {
      const centre = (place + 0.5) * scale;
      const first = Math.max(0, Math.trunc(centre - support + 0.5));
      const end = Math.min(from, Math.trunc(centre + support + 0.5));
      const weights = [];
      for (let x = first; x < end; x++) {
        weights.push(Math.max(0, 1 - Math.abs((x - centre + 0.5) * (1 / support))));
      }
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return { first, weights: Int32Array.from(weights, (w) => Math.trunc(0.5 + (w / sum) * one)) };
    });
  }

  /** Write a row or column of a picture at another length; `step` leads from pixel to pixel. */
  function line(source, start, step, target, at, targetStep, places) {
    for (const { first, weights } of places) {
      let place = start + first * step;
      let red = 1 << (PRECISION - 1);
      let green = red;
      let blue = red;
      for (let k = 0; k < weights.length; k++, place += step) {
        red += source[place] * weights[k];
        green += source[place + 1] * weights[k];
        blue += source[place + 2] * weights[k];
      }
      target[at] = Math.min(255, red >> PRECISION);
      target[at + 1] = Math.min(255, green >> PRECISION);
      target[at + 2] = Math.min(255, blue >> PRECISION);
      at += targetStep;
    }
  }

  /** Return a picture at another width. */
  function widened(picture, width) {
    const { width: from, height, rgb } = picture;
    if (from === width) return picture;
    const places = triangles(from, width);
    const wide = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) line(rgb, y * from * 3, 3, wide, y * width * 3, 3, places);
    return { width, height, rgb: wide };
  }

  /** Return a picture at another height. */
  function heightened(picture, height) {
    const { width, height: from, rgb } = picture;
    if (from === height) return picture;
    const places = triangles(from, height);
    const high = new Uint8Array(width * height * 3);
    const row = width * 3;
    for (let at = 0; at < row; at += 3) line(rgb, at, row, high, at, row, places);
    return { width, height, rgb: high };
  }

  /** Return a picture at another size, rounded to whole levels after each direction, as Pillow's
      `Image.resize(size, Resampling.BILINEAR)`: along the rows first; Pillow 13 and later go along
      the columns first where these shrink by over twice as many pixels (its change 9549). */
  function resized(picture, width, height) {
    const shrinks = Math.max(0, picture.width - width);
    if (lesionlab.about.columnsFirst && picture.height - height > 2 * shrinks) {
      return widened(heightened(picture, height), width);
    }
    return heightened(widened(picture, width), height);
  }

  /* ---- All of it --------------------------------------------------------------------------- */

  /** Say whether this browser alters what is read from a canvas, as some do against tracking. */
  function altersPixels() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 16;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const drawn = context.createImageData(16, 16);
    for (let at = 0; at < drawn.data.length; at++) {
      drawn.data[at] = at % 4 === 3 ? 255 : (at * 37) % 256;
    }
    context.putImageData(drawn, 0, 0);
    const read = context.getImageData(0, 0, 16, 16).data;
    return read.some((value, at) => value !== drawn.data[at]);
  }

  /** Return the model's input, {width, height, rgb}, for a File or Blob.
      Throws a PictureError that goes on after the file's name. */
  async function readPicture(file, width, height) {
    if (file.size > MAX_BYTES) throw new PictureError(`is larger than ${MAX_BYTES / 1000000} MB.`);
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      throw new PictureError("cannot be read. Is it a folder, or was it moved?");
    }
    const told = opened(bytes);
    if (altersPixels()) {
      throw new PictureError(
        "cannot be read rightly: this browser alters pictures to keep pages from knowing you " +
          "again. Allow this page to read canvases, or use another browser."
      );
    }
    let bitmap;
    try {
      bitmap = await createImageBitmap(new Blob([told.bytes], { type: told.type }), {
        colorSpaceConversion: "none",
        premultiplyAlpha: "none",
      });
    } catch {
      throw new PictureError(DAMAGED);
    }
    const lying = told.orientation >= 5 && told.orientation <= 8;
    const [atLeastWidth, atLeastHeight] = lying ? [height, width] : [width, height];
    const by =
      told.type === "image/jpeg"
        ? reduction(bitmap.width, bitmap.height, atLeastWidth, atLeastHeight)
        : 1;
    const stored = pixels(bitmap, by);
    bitmap.close();
    return resized(upright(stored, told.orientation), width, height);
  }

  Object.assign(lesionlab, { PictureError, readPicture });
})();
