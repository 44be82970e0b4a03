/*
 * Opens a sealed excerpt here, in the reader's browser: neither the key file, nor its passphrase,
 * nor the text goes anywhere. What this page was given was sealed at the gateway (see
 * proxy/excerpt_sealing.py and proxy/key_file.py for the formats).
 */
'use strict';

(() => {
  const KEY_KIND = 'promptwacht excerpt key 1';
  const INFO = 'promptwacht excerpt 1\n';
  const WIPE_AFTER_MS = 10 * 60 * 1000;

  const place = (id) => document.getElementById(id);
  if (!place('unseal')) return;
  const sealed = JSON.parse(place('sealed').textContent);
  const words = JSON.parse(place('words').textContent);
  const utf8 = new TextEncoder();
  let timer = 0;

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const say = (word) => { place('said').textContent = word ? words[word] : ''; };

  class Told extends Error {}

  async function keyFrom(file, passphrase) {
    let kept;
    try {
      kept = JSON.parse(await file.text());
    } catch {
      throw new Told('not_a_key');
    }
    if (!kept || kept.kind !== KEY_KIND) throw new Told('not_a_key');
    const wrapped = sealed.recipients.find((each) => each.key === kept.id);
    if (!wrapped) throw new Told('other_key');
    const phrase = await crypto.subtle.importKey('raw', utf8.encode(passphrase), 'PBKDF2', false, ['deriveKey']);
    const lock = await crypto.subtle.deriveKey(
      { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(kept.salt), iterations: kept.iterations },
      phrase, { name: 'AES-GCM', length: 256 }, false, ['decrypt'],
    );
    try {
      const raw = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: bytes(kept.nonce), additionalData: utf8.encode(KEY_KIND) },
        lock, bytes(kept.key),
      );
      return { raw, wrapped: bytes(wrapped.sealed) };
    } catch {
      throw new Told('wrong_passphrase');
    }
  }

  async function textsOf({ raw, wrapped }) {
    const bound = utf8.encode(INFO + sealed.code);
    const suite = new hpke.CipherSuite({
      kem: new hpke.DhkemX25519HkdfSha256(), kdf: new hpke.HkdfSha256(), aead: new hpke.Aes256Gcm(),
    });
    const recipientKey = await suite.kem.importKey('raw', raw, false);
    const recipient = await suite.createRecipientContext({
      recipientKey, enc: wrapped.slice(0, 32), info: bound,
    });
    const dataKey = await recipient.open(wrapped.slice(32));
    const lock = await crypto.subtle.importKey('raw', dataKey, 'AES-GCM', false, ['decrypt']);
    const padded = new Uint8Array(await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytes(sealed.nonce), additionalData: bound }, lock, bytes(sealed.ciphertext),
    ));
    return JSON.parse(new TextDecoder().decode(padded.slice(0, padded.lastIndexOf(0x80))));
  }

  function show(found) {
    const pieces = found.texts.map((text) => {
      const piece = document.createElement('pre');
      piece.textContent = text;
      piece.tabIndex = 0;
      return piece;
    });
    place('opened').replaceChildren(...pieces);
    place('opened').hidden = false;
    say(found.cut ? 'opened_cut' : 'opened');
    clearTimeout(timer);
    timer = setTimeout(wipe, WIPE_AFTER_MS);
  }

  function wipe() {
    place('opened').replaceChildren();
    place('opened').hidden = true;
    place('unseal').reset();
    say('');
  }

  place('unseal').addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!window.isSecureContext || !crypto.subtle) { say('insecure'); return; }
    say('busy');
    try {
      show(await textsOf(await keyFrom(place('key_file').files[0], place('passphrase').value)));
    } catch (problem) {
      say(problem instanceof Told ? problem.message : 'failed');
    } finally {
      place('passphrase').value = '';
    }
  });
  place('wipe').addEventListener('click', wipe);
  window.addEventListener('pagehide', wipe);
})();
