// Package stepup holds the factors of an account and judges what is shown of them:
// WebAuthn keys (user verification always), time-based codes (RFC 6238) and recovery
// codes (S-03, S-04, S-06, S-07, S-09, S-11, S-14).
//
//	register: BeginRegistration → the browser → FinishRegistration → Factor
//	prove:    BeginAssertion    → the browser → FinishAssertion    → Proof
//	codes:    BeginTOTP → ConfirmTOTP, then CheckTOTP → Proof
//	recovery: MakeRecoveryCodes, then UseRecoveryCode → Proof
//
// What may be relied on:
//
//   - A challenge is random, lives five minutes, is for one account, one browser and one
//     purpose, and any answer to it spends it. At the door, where no account is known yet, it
//     is for one browser, and written nowhere until that one answers it.
//   - A code is good once, on all nodes together and after a restart: its step is a row of
//     the records. Five failures in any fifteen minutes close the door, for the known
//     device that made them, or for all unknown ones together: a stranger cannot lock out
//     the owner's own browser (L-14).
//   - A key whose counter does not grow is suspended in the same transaction that found it.
//   - Nothing changes without its entry in the audit chain; refusals are entries too.
//   - The records hold no seed, no code and no credential that opens without the keyring.
//
// An account is an opaque random id. This package refuses to know who the person is, what
// role or session there is, and how fresh a Proof must be: broker/admin does. It alone
// imports go-webauthn, otp and barcode.
package stepup
