// Asks for a security key, and posts its answer. It asks by itself once, unless the form
// waits (data-wait: there is another way beside the key); the button asks again. What the key says is judged by the broker alone.
const form = document.getElementById("touch"), fault = document.getElementById("fault"), asked = JSON.parse(form.dataset.options);
const ask = async () => {
	fault.hidden = true;
	try {
		const key = form.dataset.kind === "create"
			? await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked)})
			: await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked)});
		form.elements.answer.value = JSON.stringify(key.toJSON());
		HTMLFormElement.prototype.submit.call(form);
	} catch {
		fault.hidden = false;
	}
};
form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
if (!("wait" in form.dataset)) ask();
