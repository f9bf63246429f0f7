package hub

import "time"

// encrypted are answers under lock and key. A service provider that decrypts learns
// from a sound one what it learns from an honest answer; one that does not, refuses.
func encrypted() []Named {
	sound := func(name string, sign Coverage, e Encryption) Named {
		return Named{Name: "encrypted-" + name, M: Misbehaviour{Sign: sign, Encrypt: &e}, Either: true}
	}
	list := []Named{
		sound("assertion", "", Encryption{}),
		sound("assertion-in-signed-response", SignResponse, Encryption{}),
		sound("assertion-signed-both", SignBoth, Encryption{}),
		sound("name-id", "", Encryption{What: "name-id"}),
		sound("name-id-in-encrypted-assertion", SignBoth, Encryption{What: "both"}),
		sound("aes128-gcm", "", Encryption{Data: algAES128GCM}),
		sound("aes192-gcm", "", Encryption{Data: algAES192GCM}),
		sound("oaep-sha256", "", Encryption{Digest: algSHA256}),
		sound("oaep-11", "", Encryption{Key: algOAEP}),
		sound("oaep-11-sha256-mgf1sha256", "", Encryption{Key: algOAEP, Digest: algSHA256, MGF: nsXenc11 + "mgf1sha256"}),
		sound("oaep-11-sha1-mgf1sha256", "", Encryption{Key: algOAEP, MGF: nsXenc11 + "mgf1sha256"}),
		sound("oaep-11-sha256-mgf1sha1", "", Encryption{Key: algOAEP, Digest: algSHA256, MGF: nsXenc11 + "mgf1sha1"}),
		sound("key-beside", "", Encryption{Place: "beside"}),
		sound("key-beside-listed", "", Encryption{Place: "listed"}),
		sound("key-beside-loose", "", Encryption{Place: "loose"}),
	}
	refused := func(name string, sign Coverage, e Encryption) {
		list = append(list, Named{Name: "encrypted-" + name, M: Misbehaviour{Sign: sign, Encrypt: &e}})
	}
	refused("rsa-1_5", SignBoth, Encryption{Key: algRSA15})
	refused("aes128-cbc", SignBoth, Encryption{Data: algAES128CBC})
	refused("aes256-cbc-in-unsigned-response", "", Encryption{Data: algAES256CBC})
	refused("not-signed-at-all", SignNothing, Encryption{})
	refused("beside-plain", "", Encryption{Fault: "beside-plain"})
	refused("twice", "", Encryption{Fault: "holder-twice"})
	for _, fault := range EncryptionFaults() {
		refused("fault-"+fault, "", Encryption{Fault: fault})
	}
	list = append(list,
		Named{Name: "encrypted-foreign-signature", M: Misbehaviour{ForeignKey: true, Encrypt: new(Encryption)}},
		Named{Name: "encrypted-tampered", M: Misbehaviour{Tamper: "attribute-value", Encrypt: new(Encryption)}},
		Named{Name: "encrypted-same-id", M: Misbehaviour{DuplicateID: true, Encrypt: new(Encryption)}},
		Named{Name: "encrypted-status-with-assertion", M: Misbehaviour{Status: "Responder", KeepAssertion: true, Encrypt: new(Encryption)}},
		Named{Name: "encrypted-for-another-audience", M: Misbehaviour{Audience: EvilOrigin, Encrypt: new(Encryption)}},
		Named{Name: "encrypted-expired", M: Misbehaviour{ExpiredBy: 10 * time.Minute, Encrypt: new(Encryption)}},
		Named{Name: "encrypted-answer-to-another", M: Misbehaviour{ConfirmationInResponseTo: "_" + Evil, Encrypt: new(Encryption)}},
	)
	return list
}
