package javax.annotation;

/** The annotation of generated classes, which the JDK no longer has. */
public @interface Generated {
    String value();

    String date() default "";

    String comments() default "";
}
