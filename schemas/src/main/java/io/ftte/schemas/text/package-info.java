/**
 * Text forms of what travels: registrations, settings, updates and networks in JSON. Start with
 * {@link io.ftte.schemas.text.RegistrationJson}.
 */
package io.ftte.schemas.text;
