mod {{snake}}_count;
