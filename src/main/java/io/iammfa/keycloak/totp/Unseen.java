package io.iammfa.keycloak.totp;

import java.util.regex.Pattern;

/**
 * What shows nothing in a text, by the Unicode tables of the Java that runs: categories, bidirectional classes, blocks
 * and, where Java has no table of a property, the names, which Unicode never changes.
 */
public final class Unseen {

    private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}");

    private static final Pattern IGNORABLE_NAME = Pattern.compile(
            "(LEFT|RIGHT|LETTER) MARK$|VARIATION SELECTOR|GRAPHEME JOINER|VOWEL INHERENT|HANGUL .*FILLER$");

    private static final Pattern BLANK_NAME = Pattern.compile(" (BLANK|NULL NOTEHEAD)$");

    private Unseen() {}

    /** Unicode's property {@code Default_Ignorable_Code_Point}: nothing is to be seen of it by itself. */
    public static boolean isIgnorable(int character) {
        return switch (Character.getType(character)) {
            case Character.FORMAT -> isIgnorableFormat(character);
            case Character.NON_SPACING_MARK, Character.OTHER_LETTER -> isNamed(character, IGNORABLE_NAME);
            case Character.UNASSIGNED -> isReservedForIgnorables(character);
            default -> false;
        };
    }

    /** White space of any kind, line breaks included, and the signs that are as empty as a space. */
    public static boolean isBlank(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.CONTROL ->
                Character.isWhitespace(character)
                        || WHITE_SPACE.matcher(Character.toString(character)).matches();
            case Character.OTHER_SYMBOL, Character.OTHER_LETTER -> isNamed(character, BLANK_NAME);
            default -> false;
        };
    }

    /** Signs that turn text around, until the next one or the end of the text: embeddings, overrides and isolates. */
    public static boolean isDirectional(int character) {
        return switch (Character.getDirectionality(character)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
            default -> false;
        };
    }

    /** Of the format characters some are drawn, such as the Arabic number sign; those are part of the text's order. */
    private static boolean isIgnorableFormat(int character) {
        return Character.getDirectionality(character) == Character.DIRECTIONALITY_BOUNDARY_NEUTRAL
                || isDirectional(character)
                || isNamed(character, IGNORABLE_NAME);
    }

    /** Where Unicode keeps room for more of them: what is assigned there later is ignorable already. */
    private static boolean isReservedForIgnorables(int character) {
        Character.UnicodeBlock block = Character.UnicodeBlock.of(character);
        return character >>> 12 == 0xE0
                || block == Character.UnicodeBlock.GENERAL_PUNCTUATION
                || block == Character.UnicodeBlock.SPECIALS && character < 0xFFFE;
    }

    private static boolean isNamed(int character, Pattern names) {
        return names.matcher(Character.getName(character)).find();
    }
}
